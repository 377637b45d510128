"""What a PDF says of itself, as JSON: its text, language, tags, links and whether every face is in it."""
import json
import sys

import pypdf

reader = pypdf.PdfReader(sys.argv[1], strict=True)
root = reader.trailer["/Root"]
roles = []


def walk(node):
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            walk(child)
    elif isinstance(node, dict):
        if "/S" in node and node.get("/Type") != "/Action":
            roles.append(str(node["/S"])[1:])
        if "/K" in node:
            walk(node["/K"])


walk(root["/StructTreeRoot"])
page = reader.pages[0]
faces = [face.get_object() for face in page["/Resources"]["/Font"].values()]
inner = [face["/DescendantFonts"][0].get_object() if "/DescendantFonts" in face else face for face in faces]
links = [
    note.get_object()["/A"]["/URI"]
    for note in page.get("/Annots", [])
    if note.get_object()["/Subtype"] == "/Link"
]
print(
    json.dumps(
        {
            "pages": len(reader.pages),
            "text": page.extract_text(),
            "title": reader.metadata.title,
            "language": root.get("/Lang"),
            "marked": bool(root.get("/MarkInfo", {}).get("/Marked")),
            "roles": roles,
            "links": links,
            "embedded": all({"/FontFile2", "/FontFile3"} & set(face["/FontDescriptor"]) for face in inner),
        }
    )
)
