// Explanations as NDJSON: one `port` object a port, then the summary.
#pragma once

#include "cli/context.h"
#include "cli/topic.h"
#include "pipeline/local_view.h"

namespace minato::cli {

void write_question_json(Context& context, const Question& question,
                         const pipeline::LocalView& view);
void write_hits_json(Context& context, const registry::SearchResult& found);

}  // namespace minato::cli
