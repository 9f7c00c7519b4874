"""Small windows and bars that ask for one choice. Each shows and asks by signals; none changes a sheet."""
