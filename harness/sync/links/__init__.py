"""The data flows, one file each: fetch, decide, act. Every attempt can be made again."""
