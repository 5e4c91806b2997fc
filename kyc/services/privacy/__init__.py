"""What a person's data may be kept for: terms, holds, erasure and its receipts."""
