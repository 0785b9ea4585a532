"""Channels that pages go through, one file each, and the loop that delivers.

A channel is added by a file with its sender, its settings in settings.py, its line in channels.py, and its case in
tests/contract/test_senders.py.
"""
