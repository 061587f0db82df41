"""Reports: one content, four formats.

=============  ==================================================================
`content`      what a report is made of: headings, tables, pictures, statements
`building`     a drawing to that content
`html`         a self-contained page
`markdown`     Markdown, with hostile text escaped
`docx`         a Word document
`pdf`          a PDF by Typst, which reads the content as JSON
`product`      the finished report, which saves itself
=============  ==================================================================
"""
