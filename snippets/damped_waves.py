# /// script
# dependencies = ["matplotlib", "numpy"]
# ///
"""Draw a damped oscillation and its spectrum.

Two panels that share nothing but their style: the signal over time with its envelope, and the size of its Fourier
transform with the strongest frequency marked.
"""

import matplotlib.pyplot as plt
import numpy as np

rng = np.random.default_rng(seed=4)
time = np.linspace(0, 4, num=800)
envelope = np.exp(-0.7 * time)
signal = envelope * np.sin(2 * np.pi * 3 * time) + rng.normal(scale=0.03, size=time.size)

frequencies = np.fft.rfftfreq(time.size, d=time[1] - time[0])
strength = np.abs(np.fft.rfft(signal))
peak = frequencies[strength.argmax()]

plt.style.use("ggplot")
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")

left.plot(time, signal, linewidth=1, label="measured")
left.fill_between(time, -envelope, envelope, alpha=0.2, label="envelope")
left.set(xlabel="time [s]", ylabel="amplitude", title="A damped oscillation")
left.legend(loc="upper right", frameon=False)

right.semilogy(frequencies, strength)
right.axvline(peak, linestyle="--", color="black")
right.annotate(f"{peak:.2f} Hz", xy=(peak, strength.max()), xytext=(12, -4), textcoords="offset points")
right.set_xlim(0, 12)
right.set_xlabel("frequency [Hz]")

fig.savefig("damped_waves.png", dpi=150)
