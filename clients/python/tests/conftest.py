"""What promises are held against: either face."""

import faces
import pytest


@pytest.fixture(params=faces.FACES, ids=["blocking", "asyncio"])
def connect(request: pytest.FixtureRequest) -> faces.Face:
    """Makes a client; the promise is held by both faces."""
    face: faces.Face = request.param
    return face
