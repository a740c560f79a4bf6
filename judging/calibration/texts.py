"""Words of calibration: why a score is recommended, what is wrong with a file of scores."""

from flask_babel import lazy_gettext as _l

from judging.calibration.domain import Why

REASONS = {
    Why.RANKS_BETTER.value: _l(
        "Judges differ in severity. In cross-validation the calibrated score orders held-out scores better than the"
        " mean (Kendall tau %(calibrated)s against %(mean)s; per-judge z-score %(z_score)s)."
    ),
    Why.DISCONNECTED.value: _l(
        "The entries fall into %(parts)s parts that no judge links, the largest with %(largest)s of %(items)s"
        " entries. Severe judges cannot be told from weaker entries there, so the mean is used."
    ),
    Why.TOO_FEW.value: _l(
        "%(scores)s scores of %(items)s entries by %(judges)s judges are too few to tell quality from noise, so the"
        " mean is used."
    ),
    Why.TOO_LARGE.value: _l(
        "%(judges)s judges and %(parts)s separate parts are more than can be calibrated at once (%(limit)s), so the"
        " mean is used."
    ),
    Why.NO_SEVERITY.value: _l(
        "No difference in severity between judges can be shown: the mean is just as good."
    ),
    Why.NO_GAIN.value: _l(
        "In cross-validation the calibrated score orders held-out scores no better than the mean: the mean is just"
        " as good."
    ),
}
ERRORS = {
    **REASONS,
    "score_file_columns": _l("Row %(row)s: these columns are missing or repeated: %(columns)s."),
    "score_file_empty": _l("The file holds no scores."),
    "score_file_encoding": _l("Row %(row)s cannot be read. Please save the file as UTF-8."),
    "score_row_unreadable": _l("Row %(row)s is not valid CSV."),
    "score_row_blank": _l("Row %(row)s: “%(column)s” is empty."),
    "score_row_not_a_number": _l("Row %(row)s: the score “%(value)s” is not a number."),
    "score_row_repeated": _l("Row %(row)s: judge %(judge)s has already scored %(item)s in row %(first)s."),
    "score_row_group_differs": _l(
        "Row %(row)s: %(item)s stands in the group “%(group)s” here and in “%(other)s” above."
    ),
}
