transparency-title = Ydy hyn yn deg?
nav-transparency = Ydy hyn yn deg?
transparency-until = tan
boost-tag = Codwyd
boost-label = Codwyd gan y tîm: { $why }, tan { $until }
