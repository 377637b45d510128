"""What Schemathesis needs to be told of our document: how bytes are sent, and what is no fault."""

import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def some_bytes(ctx, value):
    """A piece of a film is any bytes."""
    return {"data": value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")}


@schemathesis.hook
def filter_case(ctx, case):
    """HTTP knows no header too many (RFC 9110, 5.1: an unknown field is ignored); it is sent as if it broke the document."""
    return not any(name.lower() == "x-schemathesis-unknown-property" for name in case.headers or {})
