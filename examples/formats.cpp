// Tensors to files of other programs and back: safetensors, NumPy's arrays, MNIST's format, pictures.
//   example_formats [FOLDER]      where the files are written; the current one unless given
#include <gradus/gradus.hpp>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) try {
  const std::string folder = argc > 1 ? argv[1] : ".";
  manual_seed(0);

  // A model's weights, by PyTorch's names and in its layout: torch.nn.Linear(3, 2).load_state_dict takes
  // them.
  nn::Linear layer(3, 2), copy(3, 2);
  io::save_safetensors(layer.state_dict(), folder + "/linear.safetensors", {.metadata = {{"format", "pt"}}});
  const io::Safetensors file = io::load_safetensors(folder + "/linear.safetensors");
  copy.load_state_dict(file.state_dict());
  for (const auto& [name, tensor] : file.tensors)
    std::cout << name << ' ' << to_string(tensor.shape()) << '\n';

  // numpy.load reads these.
  const Tensor x = linspace(0, 1, 5);
  io::save_npy(x, folder + "/x.npy.gz");
  io::save_npz({{"x", x}, {"y", x * x}}, folder + "/xy.npz", {.compressed = true});
  std::cout << io::load_npz(folder + "/xy.npz").at("y") << '\n';

  // A picture of a slope, and the same pixels as MNIST would hold them.
  const Tensor picture = arange(256).reshape({16, 16}).to(uint8);
  io::save_png(picture, folder + "/slope.png");
  io::save_idx(picture.unsqueeze(0), folder + "/slope-idx3-ubyte.gz");
  std::cout << "png " << to_string(io::load_image(folder + "/slope.png").shape()) << ", idx "
            << to_string(io::load_idx(folder + "/slope-idx3-ubyte.gz").shape()) << '\n';

  // What is damaged or was never meant for us is an Error that says so.
  try {
    io::load_npy(folder + "/slope.png");
  } catch (const Error& error) {
    std::cout << error.what() << '\n';
  }
} catch (const Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
