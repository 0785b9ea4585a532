"""Where a fault arose, in words that hold none of its data: for a log line and for what a command says.

Only the module and the line of the innermost frame; an exception's own words may hold a patient's. Nothing is
imported here, so that a command starts without the logs.
"""


def fault_place(fault: BaseException) -> str:
    """Module and line of the innermost frame."""
    step = fault.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return "unknown" if step is None else f"{step.tb_frame.f_globals.get('__name__', '?')}:{step.tb_lineno}"
