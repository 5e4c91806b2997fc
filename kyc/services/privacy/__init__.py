"""Privacy: retention terms, legal holds, erasure and its receipts."""
