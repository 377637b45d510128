settings-profile = Proffil
settings-playback = Chwarae
settings-privacy = Preifatrwydd
settings-notifications = Hysbysiadau
settings-security = Diogelwch
done-saved = Wedi'i gadw.

field-language = Iaith y tudalennau
language-of-browser = Fel y mae eich porwr yn dweud
