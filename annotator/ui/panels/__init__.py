"""The panels around the text. Each shows and asks by signals; none changes a sheet or reads another panel."""
