"""Pages of profiles: the public directory of parks, and the owners' and the office's register."""

from matching.profiles.views.parks import blueprint as parks_blueprint
from matching.profiles.views.register import blueprint as profiles_blueprint

__all__ = ["parks_blueprint", "profiles_blueprint"]
