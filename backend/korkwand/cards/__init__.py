"""Cards: what people pin."""
