"""What may be tagged: types, roles, attributes, colours, keys and rules. Knows no annotation."""
