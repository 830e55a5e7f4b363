// Where `minato scan` writes: the terminal or NDJSON on standard output, and every file that was
// asked for.
#pragma once

#include <memory>
#include <vector>

#include "cli/arguments.h"
#include "cli/context.h"
#include "render/scan/writer.h"
#include "sys/output_file.h"

namespace minato::cli {

/// Not thread-safe.
class ScanOutputs {
 public:
  /// Makes the files. context must outlive it. Errors: local, naming the file; input, when two
  /// outputs want standard output.
  [[nodiscard]] static base::Result<ScanOutputs> open(Context& context, const Arguments& arguments);

  void begin(const render::ScanStart& start);
  void found(const model::IpAddress& address, const render::ScanPort& port);
  void host(const render::ScanHost& host);
  void end(const render::ScanEnd& end);
  /// Hands on what is held, so that readers see it.
  void flush();
  /// Finishes the files. Errors: local, the first that any file met.
  [[nodiscard]] base::Result<void> close();

 private:
  explicit ScanOutputs(Context& context) : context_(&context) {}
  base::Result<void> add(render::ScanFormat format, const std::string& path);
  void add_standard(render::ScanFormat format);

  Context* context_;
  std::vector<std::unique_ptr<sys::OutputFile>> files_;
  std::vector<std::unique_ptr<render::ScanWriter>> writers_;
  bool standard_taken_ = false;
};

}  // namespace minato::cli
