# Search.
search-title = Search
search-of = Results for “{ $query }”
search-films = Search this site
search-label = Athletes, tags, words
search-people = Athletes and supporters
search-tags = Tags
search-none = Nothing found
search-none-what = Try a first name, a sport or a tag. Or start with one of these.
search-suggested = Start here
