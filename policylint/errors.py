"""The errors that policylint raises for what it was given, under one root; each class says the exit code it leads to.

    PolicylintError                     2    policylint could not do its job
        UsageError                           the command line asks for what cannot be done
        ConfigError (ValueError)             settings: the file, the environment, options, the guard's arguments
            AuthoredError                    what people write: each fault with its line, column and source line
        UnknownSelectorError (ValueError)    a rule that does not exist
        UnknownPathError (ValueError)        a member that the API does not have
        UnknownAlgorithmError (ValueError)   a built-in algorithm that no table knows, or a hyperparameter of one
        ParameterError (ValueError)          a value that a pack's parameter cannot have
        ExpressionError (ValueError)         an expression that cannot be compiled, with the characters at fault
        CallError (JMESPathTypeError)        a function that was given what it cannot use, during evaluation
        PriceBookError (ValueError)          a price book
        OfferError (ValueError)              an offer file of AWS's price list
        HistoryError (ValueError)            a file of past jobs
        ScheduleError (ValueError)           a schedule that is not understood
        PlanError (ValueError)               a sweep that cannot be planned or priced
        ColumnError (ValueError)             columns that a batch cannot be priced from
        NeedsSweepExtra (RuntimeError)       numba or numpy is not installed
        BaseError (ValueError)               nothing to compare costs with
        GitError (ValueError)                git, a revision
        UnwritableError                      a file that a fix cannot be written to
        WorkerError                          a process that was killed, or had no memory
        TableError (ValueError)              a table, or what is asked of it
        HistoryRunError                      a run over past jobs that cannot be kept
        ExportError                          a table of findings that cannot be written
        NeedsPyarrow (RuntimeError)          pyarrow is not installed
        ApiError                             GitHub refused or did not answer
        LedgerError                          the ledger of a budget
        AuditError (OSError)                 the guard's audit file
        UndecidableError                     a call that the guard cannot judge
        ModelError                           the API model of a botocore
        UnsupportedPatternError (ValueError) a pattern of Java's that Python's `re` cannot express

The doors (`cli.main`, the action, the guard) catch the root and show the message. Any other exception is a fault of
policylint's own, and is shown as the line of code that raised it, without any value.

Not among them: `policylint.Blocked`, which is an answer and a `BotoCoreError`; `SourceFault`, which becomes a finding;
and `fixing.Refused`, after which the finding stays.
"""

from typing import ClassVar


class PolicylintError(Exception):
    """What was given cannot be used; the message says what was wrong, where, and what to do.

    `exit_code` is the code that a command ends with when it meets one.
    """

    exit_code: ClassVar[int] = 2
