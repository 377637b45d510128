### The programme office: its rooms, and what athletes find of the programme.

office-tabs = Programme office
office-tab-people = People
office-tab-games = Games
office-tab-workshops = Workshops
office-tab-reviews = Drafts
office-tab-spaces = Spaces
office-tab-organisations = Organisations
