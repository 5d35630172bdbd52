// One of a few kinds, each with a line about it: radio buttons as large as what they say.
import { useId } from 'preact/hooks'

interface Props {
  readonly label: string
  readonly value: string
  readonly choices: readonly (readonly [value: string, title: string, about?: string, disabled?: boolean])[]
  readonly change: (value: string) => void
}

export function Kinds({ label, value, choices, change }: Props) {
  const id = useId()
  return (
    <fieldset class="kinds">
      <legend>{label}</legend>
      {choices.map(([one, title, about, disabled]) => (
        <label key={one} for={`${id}-${one}`}>
          <input
            type="radio"
            id={`${id}-${one}`}
            name={id}
            checked={one === value}
            disabled={disabled ?? false}
            onChange={() => change(one)}
          />
          <span>
            {title} {about && <small>{about}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
