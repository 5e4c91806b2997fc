"""Adapters: one file or folder is one way to fill a port of the domain; they measure and judge nothing."""
