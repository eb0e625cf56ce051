"""Documents of typed blocks, drawn as HTML, Markdown, DOCX, spreadsheets and charts."""
