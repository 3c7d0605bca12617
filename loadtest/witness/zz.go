package witness

import _ "maat/pipeline/event"
