"""The process that reads, compares, screens, decides and delivers."""
