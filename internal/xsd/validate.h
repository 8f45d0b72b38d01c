// The little of libxml2 that validation needs: compile a schema from documents in memory, and push a document through a
// parser whose SAX events feed the schema validator. Nothing here keeps a Go pointer or calls back into Go.
#ifndef MONTCHECK_XSD_VALIDATE_H
#define MONTCHECK_XSD_VALIDATE_H

#include <stddef.h>
#include <stdint.h>

// A document that an xs:import or xs:include may name.
typedef struct {
    const char *url;
    const char *bytes;
    size_t length;
} xsd_document;

// xsd_init prepares libxml2 for use from many threads. Call it once, before anything else.
void xsd_init(void);

// xsd_compile compiles the schema at url. Only the given documents can be read. It returns NULL, and messages to be
// freed in *complaints, when there was an error or a warning. Calls must not overlap.
void *xsd_compile(const char *url, const xsd_document *documents, int count, char **complaints);

// xsd_keep notes memory that is never freed, and returns it. Calls must not overlap.
void *xsd_keep(void *what);

// A qualified name; uri is NULL where there is no namespace. The strings belong to the run.
typedef struct {
    const char *local;
    const char *uri;
} xsd_name;

// Where a start tag begins. The offset counts bytes of the UTF-8 that was pushed; column counts characters from 1.
typedef struct {
    int64_t offset;
    int line;
    int column;
} xsd_place;

// One element on the way from the root: ordinal counts siblings of one name from 1 (0: not counted), repeated says
// that there is another sibling of that name.
typedef struct {
    xsd_name name;
    xsd_place place;
    int64_t serial;
    int64_t ordinal;
    int repeated;
} xsd_step;

enum { XSD_FROM_SCHEMA, XSD_FROM_PARSER, XSD_DOCTYPE, XSD_ROOT, XSD_ROOT_NIL, XSD_TOO_DEEP, XSD_TEXT_TOO_LONG };

typedef struct {
    int origin;         // XSD_FROM_SCHEMA ...
    int code;           // libxml2's number
    char *message;      // libxml2's words, shortened in the middle
    char *text;         // the beginning of the element's text
    int64_t text_length;
    int at_end;         // raised by the element's end tag
    int at_eof;         // raised by the end of the document
    xsd_place place;
    xsd_step *steps;    // from the root to the element
    int depth;
    xsd_step *later;    // siblings that follow an element that was not expected
    int later_count;
} xsd_problem;

typedef struct {
    int depth;
    int problems;
    int64_t text;
} xsd_limits;

typedef struct xsd_run xsd_run;

// xsd_run_new starts a validation; NULL when out of memory.
xsd_run *xsd_run_new(void *schema, const xsd_name *roots, int root_count, xsd_limits limits);
// xsd_run_push parses the next bytes, which must be UTF-8 without a byte order mark. It returns 0 when nothing that
// follows can matter any more.
int xsd_run_push(xsd_run *run, const char *bytes, int length);
// xsd_run_finish says that the document has ended.
void xsd_run_finish(xsd_run *run);
void xsd_run_free(xsd_run *run);

int xsd_run_problem_count(const xsd_run *run);
const xsd_problem *xsd_run_problem(const xsd_run *run, int i);
xsd_name xsd_run_root(const xsd_run *run);
int xsd_run_well_formed(const xsd_run *run);
int xsd_run_truncated(const xsd_run *run);
int xsd_run_failed(const xsd_run *run);     // out of memory, or libxml2 failed inside
xsd_place xsd_run_place(const xsd_run *run); // where the parser stands

#endif
