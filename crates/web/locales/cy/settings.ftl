settings-profile = Proffil
settings-playback = Chwarae
settings-privacy = Preifatrwydd
settings-security = Diogelwch
done-saved = Wedi'i gadw.
