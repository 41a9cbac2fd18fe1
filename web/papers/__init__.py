"""Papers: what offices print, sign and hand over, as PDF; one module and one template a document."""
