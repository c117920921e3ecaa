"""The protocol without IO: bytes in, news out; requests in, bytes out. The time is passed in.

`connection` is the state machine both faces drive. It is made of `inbox` and `outbox` (bytes), `frame` (headers),
`codec` (JSON, MessagePack), `envelope` (what a request looks like), `exchange` and `items` (requests under way),
`window` (how many may be), `subscriber` (who receives pushes), and `end` (why nothing more comes).
"""
