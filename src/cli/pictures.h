// The pictures of report and explain, filled with what this machine looks like now.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/context.h"
#include "cli/topic.h"
#include "pipeline/berths.h"
#include "pipeline/local_view.h"
#include "render/scene.h"

namespace minato::cli {

/// The harbour quay of this machine: its addresses, doors and who lives behind them.
[[nodiscard]] render::Scene quay_scene(const Context& context, const pipeline::Harbour& harbour);
/// All port numbers with what listens here; the topic's ports are pointed at.
[[nodiscard]] render::Scene port_line_scene(const Context& context,
                                            const pipeline::Harbour& harbour,
                                            const Question* question);
/// A real connection of this machine (to one of `ports`, when given); none when there is none.
[[nodiscard]] std::optional<render::Scene> connection_scene(const Context& context,
                                                            const pipeline::LocalView& view,
                                                            const model::PortSet* ports);

/// The scene on standard output, between empty lines.
void write_scene(Context& context, const render::Scene& scene);
/// The scenes below each other as a stand-alone SVG file. Errors: local (the file).
[[nodiscard]] base::Result<void> write_svg(const std::string& path, const std::string& title,
                                           const std::vector<render::Scene>& scenes);

/// The pictures that fit a question: where its ports stand, who lives there, who talks to them.
[[nodiscard]] std::vector<render::Scene> question_scenes(const Context& context,
                                                         const Question& question,
                                                         const pipeline::LocalView& view);

}  // namespace minato::cli
