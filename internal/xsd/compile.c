#include "validate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>

// The documents of the compilation under way; compilations don't overlap.
static const xsd_document *available;
static int available_count;

// What lives as long as the process; Go's pointers to it are not seen by leak checkers.
struct kept {
    void *what;
    struct kept *next;
};
static struct kept *all_kept;

void *xsd_keep(void *what) {
    struct kept *k = malloc(sizeof *k);
    if (k != NULL) {
        *k = (struct kept){what, all_kept};
        all_kept = k;
    }
    return what;
}

// load_available is libxml2's only way to any resource: the documents of this compilation, nothing else.
static xmlParserInputPtr load_available(const char *url, const char *id, xmlParserCtxtPtr parser) {
    (void)id;
    for (int i = 0; url != NULL && i < available_count; i++) {
        if (strcmp(url, available[i].url) != 0)
            continue;
        xmlParserInputBufferPtr buffer =
            xmlParserInputBufferCreateMem(available[i].bytes, (int)available[i].length, XML_CHAR_ENCODING_NONE);
        if (buffer == NULL)
            return NULL;
        xmlParserInputPtr input = xmlNewIOInputStream(parser, buffer, XML_CHAR_ENCODING_NONE);
        if (input == NULL) {
            xmlFreeParserInputBuffer(buffer);
            return NULL;
        }
        input->filename = (const char *)xmlCharStrdup(url); // the base of relative imports
        return input;
    }
    return NULL;
}

void xsd_init(void) {
    xmlInitParser();
    xmlSchemaInitTypes();
    xmlSetExternalEntityLoader(load_available);
}

// collect appends an error or a warning to the complaints: a missing import is only a warning to libxml2.
static void collect(void *target, xmlErrorPtr e) {
    char **complaints = target;
    const char *message = e->message != NULL ? e->message : "unknown error\n";
    const char *file = e->file != NULL ? e->file : "schema";
    size_t before = *complaints != NULL ? strlen(*complaints) : 0;
    if (before > 16 * 1024)
        return;
    size_t room = before + strlen(file) + strlen(message) + 32;
    char *longer = realloc(*complaints, room);
    if (longer == NULL)
        return;
    snprintf(longer + before, room - before, "%s:%d: %s", file, e->line, message);
    *complaints = longer;
}

void *xsd_compile(const char *url, const xsd_document *documents, int count, char **complaints) {
    *complaints = NULL;
    available = documents;
    available_count = count;
    // Errors of reading a schema document go to the thread's handler, those of the schema itself to the context's.
    xmlStructuredErrorFunc handler = xmlStructuredError;
    void *context = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(complaints, collect);

    xmlSchemaPtr schema = NULL;
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(url);
    if (parser != NULL) {
        xmlSchemaSetParserStructuredErrors(parser, collect, complaints);
        schema = xmlSchemaParse(parser);
        xmlSchemaFreeParserCtxt(parser);
    }
    if (schema != NULL && *complaints != NULL) {
        xmlSchemaFree(schema);
        schema = NULL;
    }
    xmlSetStructuredErrorFunc(context, handler);
    xmlResetLastError();
    available = NULL;
    available_count = 0;
    return schema != NULL ? xsd_keep(schema) : NULL;
}
