"""One class per kind of log line, by subject. An entry is a fact: the rules ran before it was written.

A kind is declared in the module of its subject with its fields and its audience; how it changes the state stands in
:mod:`fourthseat.engine.rules.fold`, its sentence in :mod:`fourthseat.engine.record.table_sentences` or
:mod:`~fourthseat.engine.record.crisis_sentences`. Causes are enums and amounts are fields, so that nothing has to read a
sentence to know what happened.

Here every subject comes together, for a log is read by the names of all kinds there are: whoever imports one has them all.
"""

from fourthseat.engine.core.entries.acts import *  # noqa: F403 - every kind of entry, whatever its subject
from fourthseat.engine.core.entries.changes import *  # noqa: F403
from fourthseat.engine.core.entries.concurrence import *  # noqa: F403
from fourthseat.engine.core.entries.control import *  # noqa: F403
from fourthseat.engine.core.entries.incidents import *  # noqa: F403
from fourthseat.engine.core.entries.kinds import *  # noqa: F403
from fourthseat.engine.core.entries.talk import *  # noqa: F403
from fourthseat.engine.core.entries.turns import *  # noqa: F403
