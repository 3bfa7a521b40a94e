"""The learner: finding a role, seeing a gap, walking a path, keeping progress, and owning one's data.

Pure decisions (`belief`, `gaps`, `planning`, `rhythm`, `rating_lines`, `spacing`, `verdict_on_code`) stand apart from
the features that speak (`finder`, `skills`, `paths`, `progress`, `exercise`, `quick_checks`, `privacy`, `linking`).
"""
