"""What a caller learns when the body of a request is not even read as an object."""

import pytest

CAMPAIGNS = "/api/v1/management/campaigns"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@pytest.mark.parametrize(
    ("body", "content_type", "remedy"),
    [
        ('{"name": "Spring"}', FORM, "Content-Type: application/json"),
        ('["name"]', JSON, "Send one JSON object"),
        ('{"name": ', JSON, "Send one JSON object"),
        ('{"pricing": 5}', JSON, "Send a JSON object"),
    ],
)
async def test_whoever_sends_json_as_something_else_is_told_how_to_send_it(api, body, content_type, remedy):
    async with api.as_("ours.manager") as client:
        answer = await client.post(CAMPAIGNS, content=body, headers={"Content-Type": content_type})
    error = answer.json()["error"]
    assert answer.status_code == 422
    assert remedy in " ".join(problem["remedy"] or "" for problem in error.get("problems", [error]))
