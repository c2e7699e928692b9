/* HTTP/1.1 with keep-alive, as much of it as answers to bid requests need. */
#define _GNU_SOURCE
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_HEAD 2048

static void open_http(Load *load, Lane *lane) {
    (void)load;
    lane->connected = true;
}

static void send_http(Load *load, Lane *lane, const Body *body, size_t body_number) {
    char *room = buffer_room(&lane->out, MOST_HEAD + body->length);
    int head = snprintf(room, MOST_HEAD,
                        "POST %s HTTP/1.1\r\nhost: bidder\r\ncontent-type: application/json\r\n"
                        "x-openrtb-version: 2.6\r\n%scontent-length: %zu\r\n\r\n",
                        load->path, load->headers, body->length);
    lane->out.length += (size_t)head;
    add_body(load, &lane->out, body, body_number);
}

static const char *field(const char *head, size_t length, const char *name, size_t name_length) {
    const char *line = head, *end = head + length;
    while ((line = memchr(line, '\n', (size_t)(end - line)))) {
        line++;
        if ((size_t)(end - line) > name_length && strncasecmp(line, name, name_length) == 0) return line + name_length;
    }
    return NULL;
}

static bool read_http(Load *load, Lane *lane) {
    Buffer *in = &lane->in;
    while (in->start < in->length) {
        const char *at = in->bytes + in->start;
        size_t left = in->length - in->start;
        const char *end = memmem(at, left, "\r\n\r\n", 4);
        if (!end) return left < MOST_HEAD * 8;
        size_t head = (size_t)(end - at) + 4;
        if (strncmp(at, "HTTP/1.1 ", 9) != 0) return false;
        int status = atoi(at + 9);
        const char *length = field(at, head, "content-length:", 15);
        size_t body = length ? strtoul(length, NULL, 10) : 0;
        if (head + body > left) return true;
        const char *connection = field(at, head, "connection:", 11);
        if (connection && strncasecmp(connection + strspn(connection, " "), "close", 5) == 0) lane->ends = true;
        buffer_spend(in, head + body);
        if (status == 100) continue;
        answered(load, lane, lane->head, status, body);
    }
    return true;
}

const Door http_door = {.name = "HTTP", .open = open_http, .send = send_http, .read = read_http};
