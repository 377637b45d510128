# The programme: Games, rosters, starts, schedules and their import.

fault-games-slug-shape = The short name of a Games has 2 to 40 of a–z, 0–9 and -, and starts with a letter.
fault-games-days-order = The village opens first, then the Games open, then they close.
fault-zone-unknown = That is no time zone. Use a name such as Europe/London, or an offset such as +01:00.
fault-discipline-shape = A discipline code has three capitals, such as ATH.
fault-gender-unknown = Use W, M, O or X.
fault-unit-code-shape = A unit code has 34 places, such as ATHW800M--------------HEAT000100--.
fault-athlete-code-shape = An athlete’s code has 1 to 20 capitals, digits and hyphens.

import-unreadable-empty = The file has no rows.
import-unreadable-large = The file is too large: at most 32 MB, and a workbook may not unpack to much more.
import-unreadable-rows = The file has more than 200,000 rows.
import-unreadable-kind = The file is neither CSV nor XLSX. Save it as one of them.
import-unreadable-broken = The workbook cannot be read. Open it in a spreadsheet program and save it again as XLSX, or as CSV.
import-unreadable-columns = No row of the file names these columns: { $columns }. The first rows must hold the names of the columns.

import-no-code = There is no athlete code.
import-code = “{ $value }” is no athlete code: use up to 20 letters, digits and hyphens.
import-no-name = There is no name.
import-long = “{ $value }” is too long.
import-many = It lists too many disciplines or events.
import-noc = “{ $value }” is no code of a committee: use three letters.
import-gender = “{ $value }” is no gender of an event: use W, M, O or X.
import-born = “{ $value }” is no date of birth: use 2001-02-28 or 28/02/2001.
import-discipline = “{ $value }” is no discipline code: use three letters, such as ATH.
import-discipline-other = “{ $value }” is not the discipline of the unit code.
import-unit = “{ $value }” is no unit code: it has 34 places, such as ATHW800M--------------HEAT000100--.
import-no-event = There is no event.
import-no-time = There is no time.
import-time = “{ $value }” is no time: use 2028-07-14T19:45+02:00, or 14/07/2028 19:45.
import-time-clocks = “{ $value }” does not tell one moment: the clocks change then. Add the offset, such as +01:00.
import-ends-before = It ends before it starts.
import-again = The code stands already on line { $line }.
import-twin = Someone of the same name and date of birth stands on line { $line } under another code.
import-again-start = The same start stands already on line { $line }.
import-again-unit = The same unit stands already on line { $line }.
import-other-noc = It belongs to { $value }, not to this organisation.
import-other-organisation = Another organisation has entered { $value } for these Games.
import-other-person = The code belongs to { $value } here, of another name or date of birth. If it is the same person, import with corrections.
import-not-on-roster = Nobody on the roster has the code { $value }. Import the roster first.

import-field-name = name
import-field-gender = gender
import-field-disciplines = disciplines
import-field-events = events
import-field-born = date of birth
import-field-event = event
import-field-stage = stage
import-field-start = start
import-field-end = end
import-field-venue = venue
import-field-medal = medal
