// Where elements stand, how they are numbered, and what is kept of a problem.
#include "run.h"

#include <stdlib.h>
#include <string.h>

enum {
    KEPT_TEXT = 256,     // bytes of an element's text that a problem keeps
    KEPT_MESSAGE = 2048, // bytes of libxml2's message that a problem keeps
    KEPT_LATER = 64,     // following siblings that a problem keeps
    COUNTED_NAMES = 64,  // different child names that an element counts
};

void *xsd_grow(xsd_run *run, void *items, int count, int *room, size_t size) {
    if (count < *room)
        return items;
    int wanted = *room == 0 ? 8 : *room * 2;
    void *larger = realloc(items, (size_t)wanted * size);
    if (larger == NULL) {
        run->failed = 1;
        return NULL;
    }
    memset((char *)larger + (size_t)*room * size, 0, (size_t)(wanted - *room) * size);
    *room = wanted;
    return larger;
}

xsd_place xsd_run_place(const xsd_run *run) {
    xsd_place place = {0, 1, 1};
    xmlParserInputPtr in = run->parser->input;
    if (in != NULL) {
        place.offset = (int64_t)in->consumed + (in->cur - in->base);
        place.line = in->line;
        place.column = in->col;
    }
    return place;
}

// The handler runs when the attributes have been read. A raw "<" can't stand in them, and the tag is whole in the buffer;
// what came before it on its line may be gone, so that the column of a tag of several lines can come out too small.
xsd_place xsd_tag_place(const xsd_run *run) {
    xsd_place place = xsd_run_place(run);
    xmlParserInputPtr in = run->parser->input;
    if (in == NULL)
        return place;
    const xmlChar *at = in->cur;
    while (at > in->base && *--at != '<')
        ;
    int newlines = 0, characters = 0;
    for (const xmlChar *c = at; c < in->cur; c++) {
        newlines += *c == '\n';
        characters += (*c & 0xC0) != 0x80;
    }
    if (newlines == 0) {
        place.column -= characters;
    } else { // the column within the tag's first line
        const xmlChar *line = at;
        place.column = 1;
        while (line > in->base && line[-1] != '\n') {
            line--;
            if ((*line & 0xC0) != 0x80)
                place.column++;
        }
    }
    place.line -= newlines;
    place.offset -= in->cur - at;
    return place;
}

// shortened copies a text of bounded length: its beginning, and its end where libxml2 says what it expected.
static char *shortened(const char *text, size_t most) {
    size_t length = text != NULL ? strlen(text) : 0;
    char *copy = malloc((length < most ? length : most) + 8);
    if (copy == NULL)
        return NULL;
    if (length <= most) {
        memcpy(copy, text != NULL ? text : "", length);
        copy[length] = 0;
    } else {
        size_t half = most / 2;
        memcpy(copy, text, half);
        memcpy(copy + half, " ... ", 5);
        memcpy(copy + half + 5, text + length - half, half);
        copy[half + 5 + half] = 0;
    }
    return copy;
}

xsd_problem *xsd_add(xsd_run *run, int origin, int code, const char *message) {
    xsd_problem *problems =
        xsd_grow(run, run->problems, run->problem_count, &run->problem_room, sizeof *run->problems);
    if (problems == NULL)
        return NULL;
    run->problems = problems;
    xsd_problem *p = &problems[run->problem_count];
    memset(p, 0, sizeof *p);
    p->origin = origin;
    p->code = code;
    p->at_end = run->ending;
    p->at_eof = run->finishing;
    p->message = shortened(message, KEPT_MESSAGE);
    size_t kept = run->text_length < KEPT_TEXT ? run->text_length : KEPT_TEXT;
    p->text = malloc(kept + 1);
    p->steps = calloc((size_t)run->depth + 1, sizeof *p->steps);
    if (p->message == NULL || p->text == NULL || p->steps == NULL) {
        free(p->message);
        free(p->text);
        free(p->steps);
        run->failed = 1;
        return NULL;
    }
    if (kept > 0)
        memcpy(p->text, run->text, kept);
    p->text[kept] = 0;
    p->text_length = (int64_t)run->text_length;
    p->depth = run->depth;
    for (int i = 0; i < run->depth; i++)
        p->steps[i] = run->frames[i].step;
    p->place = run->depth > 0 ? run->frames[run->depth - 1].step.place : xsd_run_place(run);
    run->problem_count++;
    return p;
}

// mark_repeated corrects the paths already given that go through the first child of a name, now that a second came.
static void mark_repeated(xsd_run *run, int depth, int64_t serial) {
    for (int i = 0; i < run->problem_count; i++) {
        xsd_problem *p = &run->problems[i];
        if (p->depth > depth && p->steps[depth].serial == serial)
            p->steps[depth].repeated = 1;
        for (int k = 0; p->depth == depth + 1 && k < p->later_count; k++)
            if (p->later[k].serial == serial)
                p->later[k].repeated = 1;
    }
}

void xsd_count(xsd_run *run, frame *parent, xsd_step *child) {
    tally *t = NULL;
    uint64_t bit = 1ULL << (((uintptr_t)child->name.local >> 3) % 64);
    for (int i = 0; (parent->seen & bit) != 0 && i < parent->tally_count && t == NULL; i++)
        if (parent->tallies[i].name.local == child->name.local && parent->tallies[i].name.uri == child->name.uri)
            t = &parent->tallies[i]; // the parser's dictionary keeps each name once
    if (t == NULL) {
        if (parent->tally_count == COUNTED_NAMES)
            return;
        tally *larger =
            xsd_grow(run, parent->tallies, parent->tally_count, &parent->tally_room, sizeof *parent->tallies);
        if (larger == NULL)
            return;
        parent->tallies = larger;
        t = &larger[parent->tally_count++];
        *t = (tally){child->name, 0, child->serial};
        parent->seen |= bit;
    }
    child->ordinal = ++t->count;
    child->repeated = t->count > 1;
    if (t->count == 2 && run->problem_count > 0)
        mark_repeated(run, run->depth, t->first);
}

void xsd_note_later(xsd_run *run, const frame *parent, const xsd_step *child) {
    xsd_problem *p = &run->problems[parent->awaited];
    if (p->later == NULL)
        p->later = calloc(KEPT_LATER, sizeof *p->later);
    if (p->later == NULL)
        run->failed = 1;
    else if (p->later_count < KEPT_LATER)
        p->later[p->later_count++] = *child;
}

