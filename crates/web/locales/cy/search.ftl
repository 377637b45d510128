search-title = Chwilio
search-label = Athletwyr, tagiau, geiriau
search-tags = Tagiau
search-none = Dim byd wedi'i ganfod
