// One writer a format; "-" means standard output.
#include "cli/scan_outputs.h"

#include <array>

namespace minato::cli {
namespace {

using render::ScanFormat;

struct FormatOption {
  std::string_view option;
  ScanFormat format;
};

constexpr std::array kFormats = {
    FormatOption{"--output-normal", ScanFormat::normal},
    FormatOption{"--output-xml", ScanFormat::xml},
    FormatOption{"--output-grepable", ScanFormat::grepable},
    FormatOption{"--output-list", ScanFormat::list},
    FormatOption{"--output-json", ScanFormat::json},
    FormatOption{"--csv", ScanFormat::csv},
    FormatOption{"--html", ScanFormat::html},
};

struct Ending {
  std::string_view suffix;
  ScanFormat format;
};
/// What -oA BASE makes, as nmap does.
constexpr std::array kAll = {Ending{".nmap", ScanFormat::normal}, Ending{".xml", ScanFormat::xml},
                             Ending{".gnmap", ScanFormat::grepable}};

}  // namespace

base::Result<ScanOutputs> ScanOutputs::open(Context& context, const Arguments& arguments) {
  ScanOutputs outputs(context);
  for (const auto& [option, format] : kFormats) {
    for (const std::string& path : arguments.values(option)) {
      if (const auto added = outputs.add(format, path); !added) return base::fail(added.error());
    }
  }
  for (const std::string& base_path : arguments.values("--output-all")) {
    for (const auto& [suffix, format] : kAll) {
      const auto added = outputs.add(format, base_path + std::string(suffix));
      if (!added) return base::fail(added.error());
    }
  }
  if (!outputs.standard_taken_) {
    outputs.add_standard(context.json ? ScanFormat::json : ScanFormat::terminal);
  }
  return outputs;
}

base::Result<void> ScanOutputs::add(ScanFormat format, const std::string& path) {
  if (path == "-") {
    if (standard_taken_) return base::fail(base::input_error("error.scan.two-outputs", {}, {}));
    add_standard(format);
    return {};
  }
  auto file = sys::OutputFile::create(path);
  if (!file) return base::fail(file.error());
  files_.push_back(std::make_unique<sys::OutputFile>(std::move(*file)));
  sys::OutputFile* const to = files_.back().get();
  writers_.push_back(render::make_scan_writer(
      format,
      {.sink = [to](std::string_view text) { to->write(text); }, .language = context_->language}));
  return {};
}

void ScanOutputs::add_standard(ScanFormat format) {
  standard_taken_ = true;
  Context* const context = context_;
  writers_.push_back(render::make_scan_writer(
      format, {.sink = [context](std::string_view text) { context->out.write(text); },
               .language = context->language,
               .screen = context->screen}));
}

void ScanOutputs::begin(const render::ScanStart& start) {
  for (const auto& writer : writers_) writer->begin(start);
}

void ScanOutputs::found(const model::IpAddress& address, const render::ScanPort& port) {
  for (const auto& writer : writers_) writer->found(address, port);
}

void ScanOutputs::host(const render::ScanHost& host) {
  for (const auto& writer : writers_) writer->host(host);
}

void ScanOutputs::end(const render::ScanEnd& end) {
  for (const auto& writer : writers_) writer->end(end);
}

void ScanOutputs::flush() {
  context_->out.flush();
  for (const auto& file : files_) file->flush();
}

base::Result<void> ScanOutputs::close() {
  base::Result<void> first;
  for (const auto& file : files_) {
    const auto closed = file->close();
    if (!closed && first) first = closed;
  }
  return first;
}

}  // namespace minato::cli
