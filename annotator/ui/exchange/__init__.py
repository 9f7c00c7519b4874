"""Export, import and making gold, in dialogs. Imported and built at first use, never before the first paint."""
