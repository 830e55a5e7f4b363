// The questions of the family http: kept apart from its checks, which only know facts.
#pragma once

#include "audit/family.h"

namespace minato::audit {

/// Facts: http.root (the whole answer), http.status, http.server, http.allow, http.trace,
/// http.exposed, http.status-page, http.listing, http.traversal, http.registry (paths).
void inquire_http(const Target& target, Inquiries& inquiries);

}  // namespace minato::audit
