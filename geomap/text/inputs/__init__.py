"""Articles in other forms than plain text: each form's module turns bytes into paragraphs.

`forms` tells the forms apart, `html`, `pdf` and `docx` read them, `sandbox` runs those three in a
child process with limits, `fetch` reads a URL, and `kept` writes down what was read.
`lines`, `parquet` and `warc` read archives of many articles, one at a time.
"""
