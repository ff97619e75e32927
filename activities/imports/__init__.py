"""Old logs of activities: what people write in their spreadsheets, understood cell by cell.

Pure: texts and known names in, meanings or plain sentences out. `kind` plugs it into
`core.imports`; `activities.services.imports` writes.
"""
