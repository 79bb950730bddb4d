"""Form fields that accept what people type, or reject it with an error, and never change it silently."""
