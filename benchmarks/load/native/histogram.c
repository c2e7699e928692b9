#include "load.h"

#include <string.h>

static size_t bucket_of(uint64_t value) {
    if (value < (1ULL << HISTOGRAM_SUB_BITS)) return (size_t)value;
    int octave = 63 - __builtin_clzll(value);
    int shift = octave - HISTOGRAM_SUB_BITS;
    return ((size_t)(shift + 1) << HISTOGRAM_SUB_BITS) + (size_t)((value >> shift) - (1ULL << HISTOGRAM_SUB_BITS));
}

static int64_t upper_end(size_t bucket) {
    if (bucket < (1UL << HISTOGRAM_SUB_BITS)) return (int64_t)bucket;
    int shift = (int)(bucket >> HISTOGRAM_SUB_BITS) - 1;
    uint64_t within = (bucket & ((1UL << HISTOGRAM_SUB_BITS) - 1)) + (1UL << HISTOGRAM_SUB_BITS);
    return (int64_t)(((within + 1) << shift) - 1);
}

void histogram_clear(Histogram *histogram) { memset(histogram, 0, sizeof *histogram); }

void histogram_add(Histogram *histogram, int64_t latency_ns) {
    if (latency_ns < 0) latency_ns = 0;
    size_t bucket = bucket_of((uint64_t)latency_ns);
    if (bucket >= HISTOGRAM_BUCKETS) bucket = HISTOGRAM_BUCKETS - 1;
    histogram->buckets[bucket]++;
    histogram->count++;
    if (latency_ns > histogram->largest_ns) histogram->largest_ns = latency_ns;
}

int64_t histogram_percentile(const Histogram *histogram, double share) {
    if (!histogram->count) return 0;
    double exact = share * (double)histogram->count;
    uint64_t rank = (uint64_t)exact;
    if ((double)rank < exact) rank++;
    if (rank == 0) rank = 1;
    uint64_t seen = 0;
    for (size_t bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++) {
        seen += histogram->buckets[bucket];
        if (seen >= rank) {
            int64_t end = upper_end(bucket);
            return end < histogram->largest_ns ? end : histogram->largest_ns;
        }
    }
    return histogram->largest_ns;
}
