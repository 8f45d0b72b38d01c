// The events of the parser, on their way to the validator.
#include "run.h"

#include <stdlib.h>
#include <string.h>

#define XSI "http://www.w3.org/2001/XMLSchema-instance"

static int same(const xsd_name *a, const xsd_name *b) {
    return xmlStrEqual(BAD_CAST a->local, BAD_CAST b->local) && xmlStrEqual(BAD_CAST a->uri, BAD_CAST b->uri);
}

static void stop(xsd_run *run) {
    run->stopped = 1;
    xmlStopParser(run->parser);
}

static void on_schema_error(void *data, xmlErrorPtr e) {
    xsd_run *run = data;
    if (run->unvalidated || e->level < XML_ERR_ERROR)
        return;
    if (run->problem_count >= run->limits.problems) {
        run->truncated = 1;
        run->unvalidated = 1;
        return;
    }
    xsd_problem *p = xsd_add(run, XSD_FROM_SCHEMA, e->code, e->message);
    if (p != NULL && e->code == XML_SCHEMAV_ELEMENT_CONTENT && !run->ending && run->depth > 1)
        run->frames[run->depth - 2].awaited = run->problem_count - 1;
}

static void on_parser_error(void *data, xmlErrorPtr e) {
    xsd_run *run = data;
    if (run->stopped || e->level < XML_ERR_ERROR)
        return;
    if (e->code == XML_ERR_NO_MEMORY)
        run->failed = 1;
    if (run->malformed)
        return; // what follows the first error of form is its echo
    run->malformed = 1;
    xsd_problem *p = xsd_add(run, XSD_FROM_PARSER, e->code, e->message);
    if (p != NULL) {
        p->place = xsd_run_place(run);
        if (e->line > 0) {
            p->place.line = e->line;
            p->place.column = e->int2;
        }
    }
    run->unvalidated = 1;
}

// on_stray_error keeps errors that libxml2 raises outside any context off stderr.
static void on_stray_error(void *data, xmlErrorPtr e) {
    xsd_run *run = data;
    if (e->code == XML_ERR_NO_MEMORY)
        run->failed = 1;
    else if (e->domain == XML_FROM_PARSER || e->domain == XML_FROM_I18N)
        on_parser_error(run, e);
}

// flush_text hands the text since the last tag to the validator at once: piece by piece it would copy it each time.
static void flush_text(xsd_run *run) {
    if (run->text_length > 0 && !run->unvalidated)
        run->schema_sax->characters(run->schema_data, BAD_CAST run->text, (int)run->text_length);
}

static void on_text(void *data, const xmlChar *bytes, int length) {
    xsd_run *run = data;
    if (run->stopped || run->unvalidated)
        return;
    size_t wanted = run->text_length + (size_t)length;
    if ((int64_t)wanted > run->limits.text) {
        xsd_add(run, XSD_TEXT_TOO_LONG, 0, NULL);
        stop(run);
        return;
    }
    if (wanted > run->text_room) {
        size_t room = wanted < 4096 ? 4096 : wanted * 2;
        char *larger = realloc(run->text, room);
        if (larger == NULL) {
            run->failed = 1;
            stop(run);
            return;
        }
        run->text = larger;
        run->text_room = room;
    }
    memcpy(run->text + run->text_length, bytes, (size_t)length);
    run->text_length = wanted;
}

static int is_nil(const xmlChar **attributes, int count) {
    for (int i = 0; i < count; i++) { // localname, prefix, URI, value, end
        const xmlChar **a = attributes + 5 * i;
        if (!xmlStrEqual(a[0], BAD_CAST "nil") || !xmlStrEqual(a[2], BAD_CAST XSI))
            continue;
        int length = (int)(a[4] - a[3]);
        if ((length == 4 && strncmp((const char *)a[3], "true", 4) == 0) || (length == 1 && a[3][0] == '1'))
            return 1;
    }
    return 0;
}

static void check_root(xsd_run *run, const xmlChar **attributes, int attribute_count) {
    run->root = run->frames[0].step.name;
    run->root_seen = 1;
    int known = 0;
    for (int i = 0; i < run->root_count; i++)
        known |= same(&run->roots[i], &run->root);
    if (!known)
        xsd_add(run, XSD_ROOT, 0, NULL);
    else if (is_nil(attributes, attribute_count))
        xsd_add(run, XSD_ROOT_NIL, 0, NULL);
    else
        return;
    run->unvalidated = 1; // the rest need only be well-formed
}

// tag_is_whole is false for a start tag that the end of the document cuts off: the event comes all the same, with a
// name or attributes cut short, before the parser complains.
static int tag_is_whole(const xsd_run *run) {
    const xmlChar *at = run->parser->input->cur;
    return at[0] == '>' || (at[0] == '/' && at[1] == '>');
}

static void on_start(void *data, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int ns_count,
                     const xmlChar **namespaces, int attribute_count, int defaulted, const xmlChar **attributes) {
    xsd_run *run = data;
    if (run->stopped || run->malformed || !tag_is_whole(run))
        return;
    flush_text(run);
    run->text_length = 0;
    run->ending = 0;
    if (run->depth == run->limits.depth) {
        xsd_add(run, XSD_TOO_DEEP, 0, NULL);
        stop(run);
        return;
    }
    frame *frames = xsd_grow(run, run->frames, run->depth, &run->frame_room, sizeof *run->frames);
    if (frames == NULL) {
        stop(run);
        return;
    }
    run->frames = frames;
    frame *f = &frames[run->depth];
    f->step = (xsd_step){{(const char *)local, (const char *)uri}, xsd_tag_place(run), ++run->serial, 0, 0};
    f->tally_count = 0;
    f->seen = 0;
    f->awaited = -1;
    if (run->depth > 0) {
        frame *parent = f - 1;
        xsd_count(run, parent, &f->step);
        if (parent->awaited >= 0)
            xsd_note_later(run, parent, &f->step);
    }
    run->depth++;
    if (run->depth == 1)
        check_root(run, attributes, attribute_count);
    if (!run->unvalidated)
        run->schema_sax->startElementNs(run->schema_data, local, prefix, uri, ns_count, namespaces, attribute_count,
                                        defaulted, attributes);
}

static void on_end(void *data, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri) {
    xsd_run *run = data;
    if (run->stopped || run->malformed)
        return;
    run->ending = 1;
    flush_text(run);
    if (!run->unvalidated)
        run->schema_sax->endElementNs(run->schema_data, local, prefix, uri);
    run->text_length = 0;
    if (run->depth > 0)
        run->depth--;
}

static void on_doctype(void *data, const xmlChar *name, const xmlChar *external, const xmlChar *system) {
    (void)name, (void)external, (void)system;
    xsd_run *run = data;
    if (run->stopped)
        return;
    xsd_add(run, XSD_DOCTYPE, 0, NULL);
    stop(run);
}

xsd_run *xsd_run_new(void *schema, const xsd_name *roots, int root_count, xsd_limits limits) {
    xsd_run *run = calloc(1, sizeof *run);
    if (run == NULL)
        return NULL;
    run->roots = roots;
    run->root_count = root_count;
    run->limits = limits;
    run->validator = xmlSchemaNewValidCtxt(schema);
    if (run->validator != NULL) {
        xmlSchemaSetValidStructuredErrors(run->validator, on_schema_error, run);
        run->plug = xmlSchemaSAXPlug(run->validator, &run->schema_sax, &run->schema_data);
    }
    xmlSAXHandler sax;
    memset(&sax, 0, sizeof sax);
    sax.initialized = XML_SAX2_MAGIC;
    sax.internalSubset = on_doctype;
    sax.startElementNs = on_start;
    sax.endElementNs = on_end;
    sax.characters = on_text;
    sax.ignorableWhitespace = on_text;
    sax.cdataBlock = on_text;
    sax.serror = on_parser_error;
    run->parser = xmlCreatePushParserCtxt(&sax, run, NULL, 0, NULL);
    if (run->plug == NULL || run->parser == NULL) {
        xsd_run_free(run);
        return NULL;
    }
    // Never NOENT, DTDLOAD, RECOVER or HUGE. The bytes are UTF-8 by now, whatever the document declares.
    xmlCtxtUseOptions(run->parser,
                      XML_PARSE_NONET | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES | XML_PARSE_IGNORE_ENC);
    xmlSwitchEncoding(run->parser, XML_CHAR_ENCODING_UTF8);
    return run;
}

// parse runs the parser with the thread's error handler pointed at this run, and puts the handler back: a call may
// come on any thread, and nothing of a run may outlive it there.
static void parse(xsd_run *run, const char *bytes, int length, int last) {
    xmlStructuredErrorFunc handler = xmlStructuredError;
    void *context = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(run, on_stray_error);
    xmlParseChunk(run->parser, bytes, length, last);
    xmlSetStructuredErrorFunc(context, handler);
    xmlResetLastError();
}

int xsd_run_push(xsd_run *run, const char *bytes, int length) {
    if (!run->stopped && !run->failed && !run->malformed)
        parse(run, bytes, length, 0);
    return !run->stopped && !run->failed && !run->malformed;
}

void xsd_run_finish(xsd_run *run) {
    if (run->stopped || run->failed || run->malformed)
        return;
    run->finishing = 1;
    parse(run, NULL, 0, 1);
    if (run->parser->errNo == XML_ERR_NO_MEMORY)
        run->failed = 1;
}

void xsd_run_free(xsd_run *run) {
    if (run == NULL)
        return;
    if (run->plug != NULL)
        xmlSchemaSAXUnplug(run->plug);
    if (run->validator != NULL)
        xmlSchemaFreeValidCtxt(run->validator);
    if (run->parser != NULL)
        xmlFreeParserCtxt(run->parser);
    for (int i = 0; i < run->frame_room; i++)
        free(run->frames[i].tallies);
    free(run->frames);
    for (int i = 0; i < run->problem_count; i++) {
        free(run->problems[i].message);
        free(run->problems[i].text);
        free(run->problems[i].steps);
        free(run->problems[i].later);
    }
    free(run->problems);
    free(run->text);
    free(run);
}

int xsd_run_problem_count(const xsd_run *run) { return run->problem_count; }
const xsd_problem *xsd_run_problem(const xsd_run *run, int i) { return &run->problems[i]; }
xsd_name xsd_run_root(const xsd_run *run) { return run->root; }
int xsd_run_truncated(const xsd_run *run) { return run->truncated; }
int xsd_run_failed(const xsd_run *run) { return run->failed; }

// A document is well-formed only when its root was closed and nothing stopped the parser.
int xsd_run_well_formed(const xsd_run *run) {
    return run->root_seen && run->depth == 0 && !run->malformed && !run->stopped && !run->failed;
}
