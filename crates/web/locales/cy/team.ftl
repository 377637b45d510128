teams-title = Timau
kind-noc = Tîm Olympaidd
kind-npc = Tîm Paralympaidd
watch-team = Gwylio'r tîm
latest-title = Ffilmiau diweddaraf
roster-title = Y garfan
team-open = Pawb yn { $name }
team-line = { $athletes } athletwr · { $sports } camp
