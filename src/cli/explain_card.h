// The parts of an explanation on a terminal: the card of a port, the list of a range, search hits.
#pragma once

#include <string_view>

#include "cli/context.h"
#include "cli/topic.h"
#include "pipeline/local_view.h"

namespace minato::cli {

/// Title, what it is, range, IANA, danger, countermeasures, and what is here now.
void write_card(Context& context, const Topic& topic, const pipeline::LocalView& view);
/// A line for each known or used port of a range.
void write_range(Context& context, const model::PortSet& range, const pipeline::LocalView& view);
/// What a search found, best first.
void write_hits(Context& context, std::string_view words, const registry::SearchResult& found);
/// Commands worth typing next.
void write_next_steps(Context& context, const Question& question);

}  // namespace minato::cli
