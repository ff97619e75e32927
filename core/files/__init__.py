"""Private files: handed in by people or made by the portal, handed out only by the app that keeps them.

A view that takes files is marked with `uploads.takes_files`; its service calls
`services.store_upload`; its download page asks its own rule and then calls `pages.serve`.
"""
