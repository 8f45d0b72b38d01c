// What the files of a validation share.
#ifndef MONTCHECK_XSD_RUN_H
#define MONTCHECK_XSD_RUN_H

#include "validate.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlschemas.h>

// How often a child name has come so far.
typedef struct {
    xsd_name name;
    int64_t count;
    int64_t first; // serial of the first such child
} tally;

typedef struct {
    xsd_step step;
    tally *tallies;
    int tally_count, tally_room;
    uint64_t seen; // a bit for each name tallied, by its address: a clear bit is a name that is new
    int awaited; // the problem that notes the following children, or -1
} frame;

struct xsd_run {
    xmlParserCtxtPtr parser;
    xmlSchemaValidCtxtPtr validator;
    xmlSchemaSAXPlugPtr plug;
    xmlSAXHandlerPtr schema_sax; // the validator's event handlers
    void *schema_data;
    const xsd_name *roots;
    int root_count;
    xsd_limits limits;

    frame *frames; // open elements, from the root
    int depth, frame_room;
    int64_t serial;

    char *text; // text since the last tag, handed to the validator in one piece
    size_t text_length, text_room;

    xsd_problem *problems;
    int problem_count, problem_room;

    xsd_name root;
    int root_seen;
    int ending;      // the event under way is an end tag
    int finishing;   // the document has ended
    int unvalidated; // the validator is given no more events
    int malformed, truncated, failed, stopped;
};

// xsd_grow makes room for one more item in an array; NULL, and the run has failed, when there is no memory.
void *xsd_grow(xsd_run *run, void *items, int count, int *room, size_t size);
// xsd_tag_place is where the start tag under way begins.
xsd_place xsd_tag_place(const xsd_run *run);
// xsd_add records a problem at the innermost open element.
xsd_problem *xsd_add(xsd_run *run, int origin, int code, const char *message);
// xsd_count numbers a child among its parent's children of that name.
void xsd_count(xsd_run *run, frame *parent, xsd_step *child);
// xsd_note_later remembers a sibling that follows an element that was not expected.
void xsd_note_later(xsd_run *run, const frame *parent, const xsd_step *child);

#endif
