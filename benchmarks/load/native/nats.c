/* NATS core request/reply, one request a message or a batch of them (storage/nats/bid_batches.py has the format). */
#define _GNU_SOURCE
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_LINE 512
#define ANSWER_HEAD 9

typedef struct {
    Buffer bodies;
    uint64_t first;        /* place of the first request gathered, which the reply subject names */
    int count;
} Batch;

static void open_nats(Load *load, Lane *lane) {
    if (load->batch > 1) lane->state = calloc(1, sizeof(Batch));
    char hello[MOST_LINE];
    int length = snprintf(hello, sizeof hello,
                          "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true,"
                          "\"name\":\"load\"}\r\nSUB _INBOX.load.%d.%d.* 1\r\nPING\r\n",
                          (int)getpid(), lane->number);
    buffer_add(&lane->out, hello, (size_t)length);
}

static void close_nats(Lane *lane) {
    Batch *batch = lane->state;
    if (!batch) return;
    free(batch->bodies.bytes);
    free(batch);
    lane->state = NULL;
}

static void send_batch(Load *load, Lane *lane) {
    Batch *batch = lane->state;
    if (!batch || !batch->count) return;
    char head[MOST_LINE], line[MOST_LINE];
    int head_length = snprintf(head, sizeof head, "NATS/1.0\r\nBid-Batch: %d\r\n\r\n", batch->count);
    int length = snprintf(line, sizeof line, "HPUB %s _INBOX.load.%d.%d.%llu %d %zu\r\n", load->subject, (int)getpid(),
                          lane->number, (unsigned long long)batch->first, head_length,
                          (size_t)head_length + batch->bodies.length);
    buffer_add(&lane->out, line, (size_t)length);
    buffer_add(&lane->out, head, (size_t)head_length);
    buffer_add(&lane->out, batch->bodies.bytes, batch->bodies.length);
    buffer_add(&lane->out, "\r\n", 2);
    batch->bodies.length = 0;
    batch->count = 0;
}

static void send_nats(Load *load, Lane *lane, const Body *body, size_t body_number) {
    Batch *batch = lane->state;
    if (batch) {
        unsigned char length[4];
        for (int byte = 0; byte < 4; byte++) length[byte] = (unsigned char)(body->length >> (24 - 8 * byte));
        if (!batch->count++) batch->first = lane->tail;
        buffer_add(&batch->bodies, length, sizeof length);
        add_body(load, &batch->bodies, body, body_number);
        if (batch->count == load->batch) send_batch(load, lane);
        return;
    }
    char *room = buffer_room(&lane->out, MOST_LINE + body->length);
    int line = snprintf(room, MOST_LINE, "PUB %s _INBOX.load.%d.%d.%llu %zu\r\n", load->subject, (int)getpid(), lane->number,
                        (unsigned long long)lane->tail, body->length);
    lane->out.length += (size_t)line;
    add_body(load, &lane->out, body, body_number);
    buffer_add(&lane->out, "\r\n", 2);
}

/* Answers of a batch: place (2), status (2), lengths of reason (1) and body (4), reason, body. */
static bool read_answers(Load *load, Lane *lane, uint64_t first, const unsigned char *at, size_t length) {
    while (length >= ANSWER_HEAD) {
        int place = at[0] << 8 | at[1], status = at[2] << 8 | at[3];
        size_t body = (size_t)at[5] << 24 | (size_t)at[6] << 16 | (size_t)at[7] << 8 | at[8];
        size_t whole = ANSWER_HEAD + at[4] + body;
        if (whole > length) return false;
        answered(load, lane, first + (uint64_t)place, status, body);
        at += whole;
        length -= whole;
    }
    return length == 0;
}

static int status_of(const char *head, size_t length) {
    const char *found = memmem(head, length, "Status:", 7);
    if (found) return atoi(found + 7 + strspn(found + 7, " "));
    return length > 12 ? atoi(head + 9) : 0; /* NATS/1.0 503: nobody listens */
}

/* `HMSG <subject> <sid> <head> <total>` or `MSG <subject> <sid> <total>`. False when the line is malformed. */
static bool read_message(Load *load, Lane *lane, const char *line, size_t line_length, size_t left, size_t *spent) {
    bool has_head = line[0] == 'H';
    char text[MOST_LINE];
    if (line_length >= sizeof text) return false;
    memcpy(text, line, line_length);
    text[line_length] = 0;
    char subject[MOST_LINE];
    size_t head = 0, total = 0;
    if (has_head ? sscanf(text, "HMSG %s %*s %zu %zu", subject, &head, &total) != 3
                 : sscanf(text, "MSG %s %*s %zu", subject, &total) != 2)
        return false;
    if (line_length + 2 + total + 2 > left) {
        *spent = 0;
        return true;
    }
    *spent = line_length + 2 + total + 2;
    const char *number = strrchr(subject, '.');
    uint64_t place = number ? strtoull(number + 1, NULL, 10) : 0;
    const char *payload = line + line_length + 2;
    if (lane->state && has_head && memmem(payload, head, "Bid-Batch:", 10))
        return read_answers(load, lane, place, (const unsigned char *)payload + head, total - head);
    answered(load, lane, place, has_head ? status_of(line + line_length + 2, head) : 200, total - head);
    return true;
}

static bool read_nats(Load *load, Lane *lane) {
    Buffer *in = &lane->in;
    while (in->start < in->length) {
        const char *at = in->bytes + in->start;
        size_t left = in->length - in->start;
        const char *end = memmem(at, left, "\r\n", 2);
        if (!end) return true;
        size_t line = (size_t)(end - at), spent = line + 2;
        if (strncmp(at, "HMSG ", 5) == 0 || strncmp(at, "MSG ", 4) == 0) {
            if (!read_message(load, lane, at, line, left, &spent)) return false;
            if (!spent) return true;
        } else if (strncmp(at, "PING", 4) == 0) {
            buffer_add(&lane->out, "PONG\r\n", 6);
            mark_dirty(load, lane);
        } else if (strncmp(at, "PONG", 4) == 0) {
            lane->connected = true;
        } else if (strncmp(at, "-ERR", 4) == 0) {
            return false;
        }
        buffer_spend(in, spent);
    }
    return true;
}

const Door nats_door = {.name = "NATS", .open = open_nats, .send = send_nats, .read = read_nats,
                         .close = close_nats, .turn_over = send_batch};
